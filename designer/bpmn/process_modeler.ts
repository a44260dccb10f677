import BpmnModeler from 'bpmn-js/lib/Modeler'
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule } from 'bpmn-js-properties-panel'
import camundaBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-platform'
import 'bpmn-js/dist/assets/diagram-js.css'
import 'bpmn-js/dist/assets/bpmn-js.css'
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css'
import '@bpmn-io/properties-panel/assets/properties-panel.css'
import { addDiagram } from '#engine/compile/layout/add_diagram'
import { camundaDescriptor } from './camunda_moddle.js'
import govModdle from './gov_moddle.json'
import { chineseTranslateModule } from './chinese_translate.js'
import type { PackageForm } from '../form_titles.js'
import type { KeptTexts } from './gov_properties/foreign_parts_group.js'
import { govPropertiesModule } from './gov_properties/gov_properties_module.js'
import { keepDrawing } from './keep_drawing.js'
import { keepForeignPartsModule } from './keep_foreign_parts.js'
import { putExtensionsAside, putExtensionsBack, unreadableNames, type PutAside } from './kept_extensions.js'
import { markProblems, type ElementProblem } from './problem_markers.js'

/** A process being designed. */
export interface ProcessModelerHandle {
  /** BPMN 2.0 XML with diagram. */
  readText(): Promise<string>
  /** Draws a marker at each element that has a problem; an empty list takes all markers away. */
  showProblems(problems: readonly ElementProblem[]): void
  /** Selects an element and brings it into view (定位). */
  locate(elementId: string): void
  /** Shows the whole drawing again, after the canvas was given another size. */
  fit(): void
  close(): void
}

interface Canvas {
  zoom(mode: 'fit-viewport', center?: 'auto'): number
  zoom(scale: number, center: { x: number; y: number }): number
  getSize(): { width: number; height: number }
  viewbox(): { x: number; y: number; scale: number }
  scrollToElement(element: unknown): void
  resized(): void
}

interface ElementRegistry {
  get(id: string): unknown
}

interface Selection {
  select(element: unknown): void
}

/** The questions asked most stand open when an element is selected. */
const OPEN_GROUPS = Object.fromEntries(['general', 'gov-who', 'gov-limit'].map((id) => [id, { open: true }]))
/** Width of the palette in two columns with its margins, in pixels. */
const PALETTE_WIDTH = 116

/** Room left at both sides of the drawing, in pixels. */
const MARGIN = 24

/** The whole drawing at the right of the palette; on a canvas that is still without room there is nothing to fit. */
function fitBesidePalette(canvas: Canvas): void {
  const { width, height } = canvas.getSize()
  if (width <= 2 * (PALETTE_WIDTH + 2 * MARGIN)) return
  const scale = canvas.zoom('fit-viewport', 'auto')
  const shrink = 1 - (PALETTE_WIDTH + 2 * MARGIN) / width
  canvas.zoom(scale * shrink, { x: width - MARGIN / (1 - shrink), y: height / 2 })
}

/** Keeps the whole drawing in sight while the page finds its size, until somebody moves the view himself. Answers how to stop. */
function keepFitted(canvas: Canvas, container: HTMLElement): () => void {
  const viewOf = (): string => {
    const { x, y, scale } = canvas.viewbox()
    return `${x} ${y} ${scale}`
  }
  let fitted = ''
  const fit = (): void => {
    const isMoved = fitted !== '' && viewOf() !== fitted
    canvas.resized()
    if (isMoved) return
    fitBesidePalette(canvas)
    fitted = viewOf()
  }
  const watching = new ResizeObserver(fit)
  watching.observe(container)
  fit()
  return () => watching.disconnect()
}

interface Reader {
  fromXML(text: string): Promise<{ warnings: readonly { message: string }[] }>
}

/** The file with a drawing, and with everything put aside that the modeler would lose. */
async function readyToImport(xml: string, reader: Reader): Promise<PutAside> {
  const drawn = await addDiagram(xml)
  const { warnings } = await reader.fromXML(drawn)
  const unreadable = unreadableNames(warnings)
  return putExtensionsAside(drawn, (name) => unreadable.has(name))
}

/** Opens the modeler with its properties panel. Rejects when the XML can't be read as BPMN. */
export async function openProcessModeler(
  containers: { canvas: HTMLElement; properties: HTMLElement },
  xml: string,
  onChange: () => void,
  forms: () => readonly PackageForm[] = () => [],
): Promise<ProcessModelerHandle> {
  const kept: KeptTexts = { texts: [] }
  const modeler = new BpmnModeler({
    container: containers.canvas,
    propertiesPanel: { parent: containers.properties, layout: { groups: OPEN_GROUPS } },
    additionalModules: [
      BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, CamundaPlatformPropertiesProviderModule, camundaBehaviors, chineseTranslateModule, govPropertiesModule,
      keepForeignPartsModule, { keptTexts: ['value', kept], packageForms: ['value', { list: forms }] },
    ],
    moddleExtensions: { camunda: camundaDescriptor, gov: govModdle },
  })
  const { text: readable, parts } = await readyToImport(xml, modeler.get<Reader>('moddle'))
  kept.texts = parts.map((part) => part.text)
  await modeler.importXML(readable)
  const canvas = modeler.get<Canvas>('canvas')
  const elements = modeler.get<ElementRegistry>('elementRegistry')
  const stopFitting = keepFitted(canvas, containers.canvas)
  modeler.on('commandStack.changed', onChange)
  return {
    async readText() {
      const { xml: text } = await modeler.saveXML({ format: true })
      if (text === undefined) throw new Error('Expected the modeler to write XML, but it wrote none.')
      return putExtensionsBack(keepDrawing(readable, text), parts)
    },
    showProblems: (problems) => markProblems(modeler, problems),
    locate(elementId) {
      const element = elements.get(elementId)
      if (!element) return
      modeler.get<Selection>('selection').select(element)
      canvas.scrollToElement(element)
    },
    fit() {
      canvas.resized()
      fitBesidePalette(canvas)
    },
    close() {
      stopFitting()
      modeler.destroy()
    },
  }
}
