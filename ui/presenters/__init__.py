"""Values as words: what the painted widgets and the screen reader say."""
