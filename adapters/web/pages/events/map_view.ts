import { computed, ref } from 'vue'
import { MAP_HEIGHT, MAP_WIDTH } from './county_map.js'

const MARGIN = 10
const WIDEST = { x: -MARGIN, y: -MARGIN, width: MAP_WIDTH + 2 * MARGIN, height: MAP_HEIGHT + 2 * MARGIN }
const STEP = 1.6
/** Nearest view: 1/16 of the county. */
const MOST = STEP ** 6

/** The part of the map that is shown: nearer by steps around a point, moved by dragging, never beyond the county. */
export function useMapView() {
  const zoom = ref(1)
  const middle = ref({ x: MAP_WIDTH / 2, y: MAP_HEIGHT / 2 })

  const view = computed(() => {
    const [width, height] = [WIDEST.width / zoom.value, WIDEST.height / zoom.value]
    const within = (at: number, from: number, size: number, own: number) => Math.min(Math.max(at - own / 2, from), from + size - own)
    return { x: within(middle.value.x, WIDEST.x, WIDEST.width, width), y: within(middle.value.y, WIDEST.y, WIDEST.height, height), width, height }
  })

  function nearer(at?: { x: number; y: number }): void {
    if (at) middle.value = at
    zoom.value = Math.min(zoom.value * STEP, MOST)
  }

  function farther(): void {
    zoom.value = Math.max(zoom.value / STEP, 1)
  }

  function whole(): void {
    zoom.value = 1
    middle.value = { x: MAP_WIDTH / 2, y: MAP_HEIGHT / 2 }
  }

  /** Moves what is shown by pixels of the screen; `shown` is the width of the drawing there. */
  function drag(dx: number, dy: number, shown: number): void {
    const unit = view.value.width / Math.max(1, shown)
    const { x, y, width, height } = view.value
    middle.value = { x: x + width / 2 - dx * unit, y: y + height / 2 - dy * unit }
  }

  return { zoom, view, isNearest: computed(() => zoom.value >= MOST * 0.99), nearer, farther, whole, drag }
}
