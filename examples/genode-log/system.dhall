let Sigil = ../../dhall/package.dhall

in  ./of-release.dhall Sigil.Release.`26.02`
