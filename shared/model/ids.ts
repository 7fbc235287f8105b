declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A connection to one engine, stable for as long as the app runs; chosen by us, not by the engine. */
export type EngineId = Branded<'EngineId'>;
/** The engine's full id of a container, 64 hex digits. */
export type ContainerId = Branded<'ContainerId'>;
/** The engine's id of an image, `sha256:` and 64 hex digits on all but the oldest engines. */
export type ImageId = Branded<'ImageId'>;
/** The engine's full id of a network; names are not unique on engines before 25. */
export type NetworkId = Branded<'NetworkId'>;
/** The engine's id of a member of its swarm. */
export type NodeId = Branded<'NodeId'>;
/** The swarm's id of a service. */
export type ServiceId = Branded<'ServiceId'>;
/** The swarm's id of one run of a service, which is a task in its language. */
export type SwarmTaskId = Branded<'SwarmTaskId'>;
/** The swarm's id of a secret. */
export type SecretId = Branded<'SecretId'>;
/** The swarm's id of a config. */
export type ConfigId = Branded<'ConfigId'>;
/** One line of the Activity list. */
export type TaskId = Branded<'TaskId'>;
/** One shell or attach that lives in main. */
export type SessionId = Branded<'SessionId'>;
