"""How well a model does the work: small backend projects, actions on them, and hidden checks."""
