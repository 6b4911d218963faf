"""How fast the site is, as ratios within one run: `make bench`. See docs/bench.md."""
