/** Absolute path of the built explorer (`index.html` and `assets/`), served under `/`. */
export const siteFolder: string;

/** Absolute path of the built dashboard (`index.html` and `assets/`), served under `/admin/`. */
export const adminFolder: string;

/** The `Content-Security-Policy` that both pages work under. */
export const contentSecurityPolicy: string;
