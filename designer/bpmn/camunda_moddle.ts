import camundaModdle from 'camunda-bpmn-moddle/resources/camunda.json'

interface Property {
  name: string
  default?: unknown
}

interface Descriptor extends Record<string, unknown> {
  types: { properties?: Property[] }[]
}

const { types, ...rest } = camundaModdle as unknown as Descriptor

/** Camunda's descriptor without its defaults: `latest` means something else here than leaving it out, so what is set is written. */
export const camundaDescriptor = {
  ...rest,
  types: types.map((type) => ({ ...type, properties: (type.properties ?? []).map(({ default: _default, ...property }) => property) })),
}
