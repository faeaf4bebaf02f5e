"""The trained reader: text → windows → network → names and attributions, as character offsets."""
