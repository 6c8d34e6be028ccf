"""How fast azfunc is beside its peers: ``python -m benchmarks`` prints one table of ratios.

Every row compares two things in the same run, taken in turns (A B A B …), and shows the ratio of their medians.
Nothing here is a promise of times: they differ from machine to machine, the ratios hardly do.
"""
