"""State, signals and commands of one screen each, without widgets."""
