/** The part of bpmn-moddle that is used here; the package ships types for elements, none for the reader. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    constructor(packages?: Record<string, unknown>, options?: { nsMap?: Record<string, string> })
    fromXML(text: string): Promise<{ rootElement: unknown; warnings: unknown[] }>
  }
}
