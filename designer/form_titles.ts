import { modelText, shortName, shelfOf, isEditable, type PackageResource } from './package_resources.js'

/** A form of the package, as people pick it. */
export interface PackageForm {
  /** What models refer to it by. */
  readonly key: string
  /** In Chinese; empty where neither the form nor a model says anything. */
  readonly title: string
}

const MOST_NAMES = 3

/**
 * The forms of a package with a title each: `title` of the form itself where somebody wrote one, else the names of the steps it is filled at,
 * since forms of form-js have none of their own.
 */
export function packageForms(resources: readonly PackageResource[]): PackageForm[] {
  const forms = resources.filter((resource) => shelfOf(resource.name) === 'form')
  const steps = stepsByForm(resources.filter((resource) => shelfOf(resource.name) === 'process' && isEditable(resource)))
  return forms.map((resource) => {
    const key = shortName(resource.name)
    const { id, title } = headOf(resource)
    const names = [...(steps.get(key) ?? []), ...(id === key ? [] : (steps.get(id) ?? []))]
    return { key, title: title || [...new Set(names)].slice(0, MOST_NAMES).join('、') + (new Set(names).size > MOST_NAMES ? '等' : '') }
  })
}

function headOf({ content }: PackageResource): { id: string; title: string } {
  try {
    const { id, title } = JSON.parse(content) as { id?: unknown; title?: unknown }
    return { id: typeof id === 'string' ? id : '', title: typeof title === 'string' ? title.trim() : '' }
  } catch {
    return { id: '', title: '' }
  }
}

/** Names of the steps by the form they ask for, whatever engine's word says so. */
function stepsByForm(models: readonly PackageResource[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [tag] of models.flatMap((model) => [...modelText(model).matchAll(/<(?:[\w.-]+:)?(?:userTask|startEvent)\b(?:[^>"']|"[^"]*"|'[^']*')*>/g)])) {
    const key = /\s[\w.-]+:form(?:Key|Ref)="([^"]*)"/.exec(tag)?.[1]
    const name = /\sname="([^"]*)"/.exec(tag)?.[1]?.trim()
    if (key && name) found.set(key, [...(found.get(key) ?? []), name])
  }
  return found
}
