/** One image that a search in a registry found. */
export interface SearchHit {
  readonly name: string;
  readonly description: string;
  readonly stars: number;
  readonly official: boolean;
  readonly automated: boolean;
}

/** A system and processor, such as `linux/arm64/v8`; '' for what is not said. */
export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** What a registry says of an image without a pull. */
export interface RemoteImage {
  readonly digest: string;
  readonly mediaType: string;
  /** Bytes of the manifest, 0 where it is not said. */
  readonly size: number;
  readonly platforms: readonly ImagePlatform[];
}

/**
 * A login for one registry, held only as long as the request takes. `identity` and `registry` are tokens that a
 * registry gave (API 1.23 and 1.22).
 */
export type RegistryLogin =
  | {
      readonly kind: 'password';
      readonly server: string;
      readonly user: string;
      readonly password: string;
      /** Asked for by engines up to 1.10. */
      readonly email?: string | undefined;
    }
  | { readonly kind: 'identity'; readonly server: string; readonly token: string }
  | { readonly kind: 'registry'; readonly server: string; readonly token: string };
