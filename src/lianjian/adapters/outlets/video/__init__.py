"""What the adapters of video channels have in common: calling, access tokens, pieces of files, captions, codes."""
