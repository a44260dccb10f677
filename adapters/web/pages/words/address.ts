/** The id at the end of a page's path: `/tasks/42?x` → `42`. */
export function idInAddress(url: string): string {
  return decodeURIComponent((url.split('?')[0] ?? '').split('/').at(-1) ?? '')
}

/** One parameter of a page's address, empty when it is not there. */
export function parameterInAddress(url: string, name: string): string {
  return new URLSearchParams(url.split('?')[1] ?? '').get(name) ?? ''
}
