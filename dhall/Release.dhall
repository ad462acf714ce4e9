-- The release of Genode whose configuration the image speaks.
< `24.10` | `26.02` >
