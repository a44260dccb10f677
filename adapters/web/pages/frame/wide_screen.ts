import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the window is at least so many pixels wide, followed while the component lives. */
export function useWideScreen(pixels: number): Ref<boolean> {
  const media = window.matchMedia(`(width >= ${pixels}px)`)
  const isWide = ref(media.matches)
  const follow = (event: MediaQueryListEvent): void => {
    isWide.value = event.matches
  }
  media.addEventListener('change', follow)
  onScopeDispose(() => media.removeEventListener('change', follow))
  return isWide
}
