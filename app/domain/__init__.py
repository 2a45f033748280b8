"""What the business is made of: frozen values and pure rules."""
