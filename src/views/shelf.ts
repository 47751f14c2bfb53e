// Written by `npm run shelves`; do not edit.

/** Every view, by id. */
export const views: {} = {};
