/** `tilt 22.4 · battery 89`: what a device measured, in its own names, the first few of them. */
export function valuesText(values: Readonly<Record<string, unknown>>, most = 4): string {
  const entries = Object.entries(values)
  return entries.slice(0, most).map(([name, value]) => `${name} ${String(value)}`).join(' · ') + (entries.length > most ? ' …' : '')
}
