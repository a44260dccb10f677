import { Form } from '@bpmn-io/form-js-viewer'
import type { FieldPermissions, FormSchema } from '#forms/schema/form_schema'
import { prepareForm } from '#forms/validation/prepare_form'
import { schemaForNode } from '#forms/validation/schema_for_node'
import type { SubmissionError } from '#forms/validation/submission'
import { validateSubmission } from '#forms/validation/validate_submission'
import { locale } from '../words/translate.js'
import { fieldLooks, type FieldServices } from './field_looks.js'
import { dataOf, place, setBeside, showErrors, type FieldInstance } from './form_internals.js'
import { packRows } from './pack_rows.js'
import { speakLocally } from './own_texts.js'
import { writableValues } from './writable_values.js'

/** A form as one clerk works on it at one node. */
export interface FormView {
  /** What this node may write, as it stands now. */
  values(): Record<string, unknown>
  /** What the server would say about it now, in the server's words: the same validator. Marks the fields concerned. */
  check(): SubmissionError[]
  /** Marks what the server itself has said. */
  mark(errors: readonly { path: string; message: string }[]): void
  /** Tells the form's conditions which outcome is chosen: they read it as `outcome`. */
  choose(outcome: string | null): void
  /** Moves to a field; false when it is not on the page. */
  jumpTo(path: string): boolean
  destroy(): void
}

export interface FormViewOptions {
  container: HTMLElement
  schema: FormSchema
  permissions: FieldPermissions
  /** Stored values, without the draft. */
  stored: Record<string, unknown>
  draft: Record<string, unknown> | null
  /** The outcome chosen so far; the start of a case has none. */
  outcome: string | null
  services: FieldServices
  /** Something that will be submitted has become different; opening the form is no change. */
  onChange(values: Record<string, unknown>): void
}

/** Draws a form and keeps what is typed into it. */
export async function createFormView(options: FormViewOptions): Promise<FormView> {
  const { container } = options
  let outcome = options.outcome
  const errorsOf = createChecks(options, () => outcome)

  /** Takes the place of form-js' own validator: one set of rules and words on the page and on the server. */
  class SharedValidator {
    validateFieldInstance(instance: FieldInstance, value: unknown): string[] {
      const data = structuredClone(dataOf(form))
      place(data, instance.valuePath, value)
      const path = instance.valuePath.join('.')
      return errorsOf(data).flatMap((error) => (error.path === path ? [error.message] : []))
    }
  }

  const settings = {
    container,
    // The viewer would hold back what is typed for 300 ms; a redrawing in between would lose it.
    debounce: false,
    additionalModules: [{ validator: ['type', SharedValidator] }, fieldLooks(options.services, options.stored)],
  }
  const form = new Form(settings)
  const values = (): Record<string, unknown> => writableValues(options.schema, options.permissions, dataOf(form))
  // The first news is the form's own opening; somebody may be typing before the import has said that it is done.
  let former: string | null = null
  form.on('changed', () => {
    const now = values()
    const text = JSON.stringify(now)
    if (former !== null && text !== former) options.onChange(now)
    former = text
  })

  const schema = packRows(schemaForNode(options.schema, options.permissions))
  await form.importSchema(schema as unknown as Parameters<typeof form.importSchema>[0], { ...options.stored, ...options.draft, outcome })
  const stopSpeaking = speakLocally(container)

  return {
    values,
    check() {
      const errors = errorsOf(dataOf(form))
      showErrors(form, errors)
      return errors
    },
    mark: (errors) => showErrors(form, errors),
    choose(chosen) {
      outcome = chosen
      setBeside(form, 'outcome', chosen)
    },
    jumpTo: (path) => jumpTo(container, path),
    destroy() {
      stopSpeaking()
      form.destroy()
    },
  }
}

/** The server's validator over what would be sent. */
function createChecks({ schema, permissions, stored }: FormViewOptions, outcome: () => string | null): (data: Record<string, unknown>) => SubmissionError[] {
  const prepared = prepareForm(schema)
  return (data) => {
    const result = validateSubmission(prepared, writableValues(schema, permissions, data), {
      stored: { ...stored, outcome: outcome() },
      permissions,
      mode: 'submit',
      nowMs: Date.now(),
      locale: locale.value,
    })
    return result.ok ? [] : result.errors
  }
}

function jumpTo(container: HTMLElement, path: string): boolean {
  const field = container.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)
  if (!field) return false
  field.scrollIntoView({ block: 'center' })
  field.querySelector<HTMLElement>('input, textarea, select, button')?.focus({ preventScroll: true })
  return true
}
