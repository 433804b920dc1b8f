"""JSON API, documents and pictures, MCP."""
