# Shared by the scripts of this folder; sourced after `set -euo pipefail`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc)

# Debian packages. The first list builds and boots an image, the second one is needed by tests alone.
product_packages=(
  build-essential cmake ninja-build pkg-config
  nlohmann-json3-dev libcli11-dev libsodium-dev nettle-dev libgmp-dev libpugixml-dev libcurl4-openssl-dev
  binutils grub-common grub-pc-bin grub-efi-amd64-bin xorriso qemu-system-x86 ovmf
)
test_packages=(
  catch2 clang libclang-rt-14-dev elfutils libxml2-utils python3 python3-pytest
  dosfstools gdb gdisk git libb2-dev lld mtools nginx-light nix-bin openssl patchelf
)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# Prints those of its arguments that are not installed.
missing_packages() {
  local package status
  for package in "$@"; do
    status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null) || status=
    [[ $status == installed ]] || printf '%s\n' "$package"
  done
}

# Installs those of its arguments that are not installed; no call of apt if there are none.
install_packages() {
  command -v dpkg-query >/dev/null || fail "this needs Debian; elsewhere give --no-install and see to: $*"
  local -a missing privilege=()
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null ||
      fail "these packages are missing, and installing them needs root or sudo: ${missing[*]}"
    privilege=(sudo)
  fi
  say "installing ${missing[*]}"
  "${privilege[@]}" apt-get update -qq </dev/null
  "${privilege[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
}

# Compilers are called through ccache if it is there; nothing depends on it.
use_ccache() {
  if command -v ccache >/dev/null; then
    export CMAKE_C_COMPILER_LAUNCHER=${CMAKE_C_COMPILER_LAUNCHER-ccache}
    export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
  fi
}
