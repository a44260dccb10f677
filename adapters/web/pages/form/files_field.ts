import type { AttachmentReference } from '#forms/schema/form_schema'
import { Description, Errors, Label } from '@bpmn-io/form-js-viewer'
import { h, type ComponentType } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { sentenceOf } from '../api/problem.js'
import { fileSize } from '../words/file_size.js'
import { t } from '../words/translate.js'
import type { FieldComponent, FieldProps, FieldServices } from './field_looks.js'

const Described = Description as ComponentType<Record<string, unknown>>
const Labelled = Label as ComponentType<Record<string, unknown>>
const Faults = Errors as ComponentType<Record<string, unknown>>

interface FilesProperties {
  label?: string
  description?: string
  multiple?: boolean | string
  accept?: string
  validate?: { required?: boolean }
}

/** Files of a form: sent to the attachment store when chosen, kept in the form as references. */
export function createFilesField(original: FieldComponent, services: FieldServices): FieldComponent {
  const FilesField = (props: FieldProps) => {
    const { value, disabled, readonly, errors = [], domId, onChange } = props
    const { label, description, multiple, accept, validate } = props.field as FilesProperties
    const [problem, setProblem] = useState('')
    const files = Array.isArray(value) ? (value as AttachmentReference[]) : []
    const isFixed = disabled || readonly
    // A list by FEEL may become one at any time: only a plain "no" takes the former file's place.
    const keeps = multiple === true || typeof multiple === 'string'
    const faults = problem ? [problem, ...errors] : errors

    return h(
      'div',
      { class: `fjs-form-field fjs-form-field-filepicker${faults.length > 0 ? ' fjs-has-errors' : ''}` },
      h(Labelled, { htmlFor: domId, label, required: validate?.required === true }),
      h(FileLines, { files, onPreview: services.preview, onRemove: isFixed ? null : (gone) => onChange({ value: files.filter((file) => file !== gone) }) }),
      isFixed
        ? null
        : h(FileChooser, {
            id: domId,
            multiple: keeps,
            accept: accept?.startsWith('=') ? undefined : accept,
            upload: (file: File) => services.upload(file, accept),
            onStored: (stored) => onChange({ value: keeps ? [...files, ...stored] : stored.slice(-1) }),
            onProblem: setProblem,
          }),
      h(Described, { id: `${domId}-description`, description }),
      h(Faults, { id: `${domId}-error-message`, errors: faults }),
    )
  }
  return Object.assign(FilesField, { config: { ...original.config, emptyValue: null } }) as FieldComponent
}

interface FileLinesProps {
  files: readonly AttachmentReference[]
  onPreview(file: AttachmentReference): void
  /** null where nothing may be removed. */
  onRemove: ((file: AttachmentReference) => void) | null
}

function FileLines({ files, onPreview, onRemove }: FileLinesProps) {
  if (files.length === 0) return onRemove ? null : h('p', null, '—')
  const lines = files.map((file) =>
    h(
      'li',
      { key: file.id },
      h('button', { type: 'button', class: 'file-name', onClick: () => onPreview(file) }, file.name),
      h('span', { class: 'file-size' }, fileSize(file.size)),
      onRemove && h('button', { type: 'button', class: 'file-remove', 'aria-label': t('attachment.removeOne', { name: file.name }), onClick: () => onRemove(file) }, t('attachment.remove')),
    ),
  )
  return h('ul', { class: 'files' }, lines)
}

interface FileChooserProps {
  id: string
  multiple: boolean
  accept: string | undefined
  upload(file: File): Promise<AttachmentReference>
  onStored(files: AttachmentReference[]): void
  onProblem(sentence: string): void
}

function FileChooser({ id, multiple, accept, upload, onStored, onProblem }: FileChooserProps) {
  const input = useRef<HTMLInputElement>(null)
  const [underway, setUnderway] = useState('')

  /** One after the other; a refused one does not hold up the rest. */
  async function take(chosen: readonly File[]): Promise<void> {
    onProblem('')
    const stored: AttachmentReference[] = []
    for (const file of chosen) {
      setUnderway(file.name)
      await upload(file).then(
        (reference) => stored.push(reference),
        (error: unknown) => onProblem(t('attachment.refused', { name: file.name, sentence: sentenceOf(error) })),
      )
    }
    setUnderway('')
    if (input.current) input.current.value = ''
    if (stored.length > 0) onStored(stored)
  }

  return h(
    'div',
    { class: 'file-chooser' },
    h('input', { ref: input, id, type: 'file', class: 'file-input', multiple, accept, onChange: (event: Event) => void take([...((event.target as HTMLInputElement).files ?? [])]) }),
    h('button', { type: 'button', class: 'file-choose', tabIndex: -1, disabled: underway !== '', onClick: () => input.current?.click() }, t('attachment.choose')),
    underway ? h('p', { role: 'status' }, t('attachment.underway', { names: underway })) : null,
  )
}
