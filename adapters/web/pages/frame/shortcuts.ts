import { onMounted, onScopeDispose } from 'vue'

/** A box to tick takes no letters. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"], .el-overlay, [role="menu"]') !== null
}

/** `?` or `j` for a single key, `Ctrl+Enter` for one that also counts while typing. */
export function onShortcut(key: string, act: (event: KeyboardEvent) => void): void {
  const withControl = key.startsWith('Ctrl+')
  const wanted = withControl ? key.slice('Ctrl+'.length) : key
  const listener = (event: KeyboardEvent): void => {
    if (event.key !== wanted || event.altKey || event.isComposing || event.defaultPrevented) return
    if ((event.ctrlKey || event.metaKey) !== withControl) return
    if (!withControl && isTyping(event.target)) return
    event.preventDefault()
    act(event)
  }
  onMounted(() => window.addEventListener('keydown', listener))
  onScopeDispose(() => window.removeEventListener('keydown', listener))
}
