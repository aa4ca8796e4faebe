"""The agent engine: persona, brief, tools, loop."""
