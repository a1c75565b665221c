"""Films of stories: drawn picture by picture with the fonts we ship, encoded by a packaged ffmpeg."""
