"""Use-cases: check, change, save and enqueue, commit, say what changed."""
