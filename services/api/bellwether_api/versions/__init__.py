"""What was published: manifests, reports, and what of them everybody may see."""
