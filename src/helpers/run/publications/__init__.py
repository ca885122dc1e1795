"""Publications: what went out, kept whole and compared with what came later.

A run writes `reports/public` anew whenever something changes; a publication is that tree of one period as it stood on a
day, under `reports/published/<scope>/<period>/<n>`, which no run touches. What lay behind it (the accepted figures and
digests of returns, law and code) is for the office alone and lies under `data/published`.
"""
