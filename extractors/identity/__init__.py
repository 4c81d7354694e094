"""Who is who: mention keys to entities, purely, over all keys at once."""
