import { createFormEditor } from '@bpmn-io/form-js'
import '@bpmn-io/form-js/dist/assets/form-js.css'
import '@bpmn-io/form-js/dist/assets/form-js-editor.css'
import { formZhCn } from '../words/form_zh_cn.js'
import { translateTexts } from './translate_texts.js'

/** A form being designed. `close` frees the container. */
export interface FormEditorHandle {
  /** The schema as JSON text, indented by two, as it is stored in the package. */
  readText(): string
  close(): void
}

/** Opens the form editor in `container`; `onChange` follows each change of the schema. */
export async function openFormEditor(container: HTMLElement, schemaText: string, onChange: () => void): Promise<FormEditorHandle> {
  const editor = await createFormEditor({ container, schema: JSON.parse(schemaText) })
  const stopTranslating = translateTexts(container, formZhCn)
  editor.on('changed', onChange)
  return {
    readText: () => `${JSON.stringify(editor.saveSchema(), null, 2)}\n`,
    close() {
      stopTranslating()
      editor.destroy()
    },
  }
}
