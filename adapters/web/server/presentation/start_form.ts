import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import type { PreparedPackageForm } from '#engine/runtime/packages/prepared_form'
import type { WebServices } from '../web_services.js'

type Definitions = { engine: Pick<WebServices['engine'], 'definitions'> }

const startOf = async ({ engine }: Definitions, definitionId: string) =>
  (await engine.definitions.compiled(definitionId)).startEvents.find((start) => start.kind === 'none')

/** The form that whoever starts it fills in now; null when it has none, or none that its binding fits. */
export async function startFormInForce(services: Definitions, { id, packageId }: DefinitionRow): Promise<PreparedPackageForm | null> {
  const start = await startOf(services, id)
  if (!start?.formKey) return null
  return (await services.engine.definitions.boundForm(packageId, start.formKey, start.formBinding))?.form ?? null
}

/** The form an instance was started with; before the start had a form of its own, that in force. */
export async function startFormOf(services: Definitions, instance: InstanceRow): Promise<PreparedPackageForm | null> {
  const start = await startOf(services, instance.definitionId)
  if (!start?.formKey) return null
  if (instance.startFormPackageId === null) return (await services.engine.definitions.boundForm(instance.packageId, start.formKey, start.formBinding))?.form ?? null
  return services.engine.definitions.form(instance.startFormPackageId, start.formKey)
}
