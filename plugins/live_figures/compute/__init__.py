"""Computing figures: jobs, workers, and the store of results with their traces."""
