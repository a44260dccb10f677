import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { FieldProblem } from '../api/problem.js'

const FAULTS: InjectionKey<Ref<readonly FieldProblem[]>> = Symbol('what is wrong at each field')

/** For every `FaultAt` below the component that calls it. */
export const provideFaults = (faults: Ref<readonly FieldProblem[]>): void => provide(FAULTS, faults)

export const useFaults = (): Ref<readonly FieldProblem[]> | null => inject(FAULTS, null)

/** Leads from a line of the summary to the field it is about. */
export function jumpToFault(path: string): void {
  const place = [...document.querySelectorAll<HTMLElement>('[data-faults]')].find(({ dataset }) => dataset.faults?.split(' ').includes(path))
  const field = place?.parentElement?.querySelector<HTMLElement>('input, textarea, button')
  place?.scrollIntoView({ block: 'center' })
  field?.focus({ preventScroll: true })
}
