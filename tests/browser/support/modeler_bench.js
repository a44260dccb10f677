import { openProcessModeler } from '#designer/bpmn/process_modeler'
import { compareInfosets } from './infoset.js'

/** The product's own modeler in a bare page, for the specs that drive it. */
let handle = null

async function open(xml, forms = []) {
  handle?.close()
  const [canvas, properties] = ['canvas', 'properties'].map((id) => document.getElementById(id))
  canvas.innerHTML = ''
  properties.innerHTML = ''
  bench.changes = 0
  handle = await openProcessModeler({ canvas, properties }, xml, () => void bench.changes++, () => forms)
}

const bench = { changes: 0, open, locate: (id) => handle.locate(id), drawn: (ids) => ids.find((id) => document.querySelector(`[data-element-id="${CSS.escape(id)}"]`)) ?? '', read: () => handle.readText(), compareInfosets }
Object.assign(window, { bench })
