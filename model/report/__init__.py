"""One picture explained on one page of HTML, which needs nothing but itself."""
