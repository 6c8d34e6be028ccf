"""What all tests share."""

from hypothesis import settings

# A time limit on single examples would make a busy machine fail tests that are right.
settings.register_profile("azfunc", deadline=None)
settings.load_profile("azfunc")
