# What stdenv's setup.sh does, as far as our packages need it.
set -o pipefail
export CC=cc STRIP=strip HOME=/homeless-shelter LC_ALL=C
runHook() { eval "${!1-}"; }
for package in ${nativeBuildInputs-}; do PATH=$package/bin:$PATH; done

if [ -n "${buildCommand-}" ]; then
  eval "$buildCommand"
  exit
fi

cp -r --no-preserve=mode "$src" source
cd source

if [ -f CMakeLists.txt ]; then
  cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$out" ${cmakeFlags-}
  cmake --build build -j "${NIX_BUILD_CORES:-1}"
  installPhase=${installPhase-"cmake --install build; runHook postInstall"}
else
  make ${makeFlags-}
  installPhase=${installPhase-"make ${makeFlags-} install; runHook postInstall"}
fi
eval "$installPhase"
