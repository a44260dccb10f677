/** Whether the browser can show it inside the page. */
export function isPreviewable(file: { name: string; mediaType?: string }): boolean {
  if (file.mediaType) return file.mediaType === 'application/pdf' || /^image\/(?:png|jpeg|gif|webp)$/.test(file.mediaType)
  return /\.(?:pdf|png|jpe?g|gif|webp)$/i.test(file.name)
}

/** Whether it is shown as a picture rather than as pages. */
export function isPicture(name: string): boolean {
  return /\.(?:png|jpe?g|gif|webp)$/i.test(name)
}
