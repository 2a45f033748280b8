"""Numbers, dates, money and identities as people write them."""
