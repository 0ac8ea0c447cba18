"""What the page costs whoever opens it, measured in Chromium; and its pictures."""
