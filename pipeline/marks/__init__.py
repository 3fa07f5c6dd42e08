"""What is on a sheet besides text: ink, seals, faces, ticks, copies."""
