"""Child processes with limits of memory and time, in which files are read and pages drawn.

Nothing is imported here: a child loads the modules that it needs and no more.
"""
