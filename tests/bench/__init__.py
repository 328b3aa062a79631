"""`dev.py bench`: the program beside the same library without a key, doing the same work in the same run."""
