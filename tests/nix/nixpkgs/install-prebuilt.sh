# A tree that the host built looks for its tools in PATH, and a Nix build has none.
cp -r --no-preserve=mode "$prebuilt" $out
for program in "$out"/bin/*; do
  hidden=$out/bin/.${program##*/}-wrapped
  mv "$program" "$hidden"
  printf '#!/bin/bash\nexport PATH=/usr/bin:/bin${PATH:+:$PATH}\nexec %s "$@"\n' "$hidden" > "$program"
  chmod +x "$program" "$hidden"
done
