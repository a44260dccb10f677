/**
 * What a careful eye would find wrong on the page as it stands, as sentences; runs in the browser and imports nothing.
 * What may scroll sideways by itself (a wide table in its own box) is no fault; neither is what only a screen reader sees.
 */
globalThis.pageFaults = () => {
  const faults = []
  const name = (element) => {
    const words = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 30)
    return `<${element.tagName.toLowerCase()}${element.classList[0] ? `.${element.classList[0]}` : ''}> “${words}”`
  }
  /** Neither drawings and the editors' own canvases, nor what is there for screen readers alone: a box of a pixel that hides what is in it. */
  const forTheEye = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.matches('svg, .djs-container, .fjs-powered-by, .skip-link')) return []
    const box = element.getBoundingClientRect()
    if (box.width <= 1.5 && getComputedStyle(element).overflowX !== 'visible') return []
    return [...(box.width > 1.5 ? [element] : []), ...[...element.children].flatMap(forTheEye)]
  }
  const all = [...document.body.children].flatMap(forTheEye)
  const styles = new Map(all.map((element) => [element, getComputedStyle(element)]))
  const above = (element, is) => {
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) if (is(one, styles.get(one) ?? getComputedStyle(one))) return one
    return null
  }
  const isScroller = (_element, style) => /auto|scroll/.test(style.overflowX)
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')

  // wider than the window
  const excess = document.documentElement.scrollWidth - window.innerWidth
  if (excess > 0) {
    const widest = all.filter((element) => !above(element, isScroller)).sort((one, other) => other.getBoundingClientRect().right - one.getBoundingClientRect().right)[0]
    faults.push(`the page is ${excess} px wider than the window: ${widest ? name(widest) : ''}`)
  }

  // texts cut off
  for (const element of all) {
    const style = styles.get(element)
    if (!ownText(element) || element.matches('input, textarea, select, option')) continue
    const box = element.getBoundingClientRect()
    if (box.right > window.innerWidth + 1 && box.left < window.innerWidth && !above(element, isScroller) && excess <= 0) faults.push(`cut off at the window's edge: ${name(element)}`)
    const isInline = style.display === 'inline'
    if (isInline) continue
    const hides = /hidden|clip/.test(style.overflowX)
    if (element.scrollWidth > element.clientWidth + 1 && !isScroller(element, style)) {
      const isShortened = hides && style.textOverflow === 'ellipsis'
      if (isShortened && !element.closest('[title], [aria-label]')) faults.push(`shortened, and the whole is nowhere: ${name(element)}`)
      if (!isShortened) faults.push(`${hides ? 'cut off' : 'runs over its edge'}: ${name(element)}`)
    }
    if (/hidden|clip/.test(style.overflowY) && style.webkitLineClamp === 'none' && element.scrollHeight > element.clientHeight + 3) faults.push(`cut off below: ${name(element)}`)
  }

  // what can be acted on lies on something else that can
  const CONTROLS = 'button, a[href], input, select, textarea, summary, [role=button], [role=tab], [role=combobox]'
  const floats = (element) => above(element, (_one, style) => /fixed|sticky/.test(style.position)) ?? (/fixed|sticky/.test(styles.get(element).position) ? element : null)
  const whole = (element) => element.closest('label, .el-select, .el-input, .el-date-editor, .el-input-number, .el-checkbox, .el-radio, .el-switch, .el-upload, .flatpickr-wrapper, .fjs-input-group') ?? element
  /** What of a box is not scrolled away inside what it stands in. */
  const seenPart = (element, { left, right, top, bottom }) => {
    const box = { left, right, top, bottom }
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      if (getComputedStyle(one).overflow === 'visible') continue
      const edge = one.getBoundingClientRect()
      Object.assign(box, { left: Math.max(box.left, edge.left), right: Math.min(box.right, edge.right), top: Math.max(box.top, edge.top), bottom: Math.min(box.bottom, edge.bottom) })
    }
    return box
  }
  const controls = all.filter((element) => element.matches(CONTROLS) && !element.closest('.djs-palette, .bio-properties-panel, .cm-editor'))
    .map((element) => ({ element, whole: whole(element), floats: floats(element), boxes: [...element.getClientRects()].map((box) => seenPart(element, box)) }))
  for (const [at, one] of controls.entries()) {
    for (const other of controls.slice(at + 1)) {
      if (one.floats !== other.floats || one.whole.contains(other.whole) || other.whole.contains(one.whole)) continue
      const meet = one.boxes.some((a) => other.boxes.some((b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2))
      if (meet) faults.push(`${name(one.element)} lies on ${name(other.element)}`)
    }
  }

  // what a mouse can press and a keyboard can not reach (Vue keeps what listens under this symbol)
  const FOCUSED = `${CONTROLS}, [tabindex], label`
  for (const element of all) {
    const symbol = Object.getOwnPropertySymbols(element).find((one) => one.description === '_vei')
    if (symbol === undefined || !element[symbol]?.onClick || element.matches('.veil, .el-overlay, .el-overlay-dialog')) continue
    if (!element.closest(FOCUSED) && !element.querySelector(FOCUSED)) faults.push(`pressed by a mouse alone: ${name(element)}`)
  }
  for (const { element } of controls) if (element.tabIndex > 0) faults.push(`goes before its turn: ${name(element)}`)

  // words of the machine
  const text = [document.title, document.body.innerText, ...[...document.querySelectorAll('[placeholder], [title], [aria-label]')]
    .flatMap((element) => ['placeholder', 'title', 'aria-label'].map((attribute) => element.getAttribute(attribute) ?? ''))].join('\n')
  for (const found of text.matchAll(/\bundefined\b|\bNaN\b|\[object \w*|\bInvalid Date\b|\bnull\b|\{[a-z]\w*\}/g)) faults.push(`says ${found[0]}: “${text.slice(Math.max(0, found.index - 20), found.index + 20).replace(/\s+/g, ' ')}”`)
  return { faults: [...new Set(faults)], dotted: [...new Set(text.match(/[a-z][A-Za-z]*(?:\.[A-Za-z][\w-]*)+/g) ?? [])], text }
}
