"""One file a step; the newest revision is what this version of the code works on."""
