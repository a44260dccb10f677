/** Which version a reference means: that of the referring package version, the newest in force, a numbered one, or the newest with a tag. */
export type Binding = 'deployment' | 'latest' | { readonly version: number } | { readonly versionTag: string }

/** A reference out of the own package version; absent where one stands = `deployment`. */
export type OutsideBinding = Exclude<Binding, 'deployment'>
