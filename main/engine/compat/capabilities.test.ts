import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilities } from '#shared/model/capability';
import { missingCapabilities } from './capabilities';
import { apiOfRelease, releaseAtLeast, releaseOfApi } from './releases';
import { apiVersion, compareVersions } from './version';

const docker = (minor: number, release: string): Parameters<typeof missingCapabilities>[0] => ({
  api: apiVersion(1, minor),
  release,
  flavour: 'docker',
  os: 'Ubuntu 24.04 LTS',
});

describe('what an engine lacks', () => {
  it('is nothing on the newest one', () => {
    expect(missingCapabilities(docker(52, '29.1.3'))).toEqual({});
  });

  it('is said with the release that has it and the release that is there', () => {
    const missing = missingCapabilities(docker(14, '1.2.0'));
    expect(missing.exec).toBe('Exec needs Docker 1.3 or newer; this engine is 1.2.0.');
    expect(missing.stats).toBe('Statistics need Docker 1.5 or newer; this engine is 1.2.0.');
    expect(missing.volumes).toBe('Named volumes need Docker 1.9 or newer; this engine is 1.2.0.');
    expect(missing.pause).toBeUndefined();
    expect(missing['restart-policy']).toBeUndefined();
    expect(missing['prune-filters']).toBe(
      'Pruning only a part needs Docker 17.06 or newer; this engine is 1.2.0.',
    );
  });

  it('names the version where the release is unknown', () => {
    expect(missingCapabilities(docker(14, '')).exec).toBe(
      'Exec needs Docker 1.3 or newer; this engine speaks API 1.14.',
    );
  });

  it('says so where only DOCKER_API_VERSION is in the way', () => {
    const pinned = missingCapabilities({ ...docker(24, '28.5.2'), maxApi: apiVersion(1, 51) });
    expect(pinned.secrets).toBe(
      'Secrets need API 1.25 or newer. This engine offers it, but DOCKER_API_VERSION holds Pilothouse to API 1.24; unset it.',
    );
    expect(missingCapabilities(docker(24, '28.5.2')).secrets).toBe(pinned.secrets);
  });

  it('follows the release where the engine gives it whatever version is spoken', () => {
    expect(missingCapabilities(docker(18, '20.10.24'))['typed-events']).toBeUndefined();
    expect(missingCapabilities(docker(18, '1.6.2'))['typed-events']).toBe(
      'Events of networks and volumes need Docker 1.10 or newer; this engine is 1.6.2.',
    );
    expect(missingCapabilities(docker(6, '0.6.4'))['container-names']).toContain('need Docker 0.6.5');
    expect(missingCapabilities(docker(6, '0.6.5'))['container-names']).toBeUndefined();
  });

  it('knows what no Podman has', () => {
    const missing = missingCapabilities({ ...docker(41, '4.3.1'), flavour: 'podman' });
    expect(missing.plugins).toBe('Podman does not offer plugins.');
    expect(missing.distribution).toContain('Podman does not offer');
    expect(missing['several-networks']).toBe(
      'Creating a container in several networks needs API 1.44 or newer; Podman 4.3.1 offers 1.41.',
    );
    expect(missing.update).toBe(
      'Changing limits of a container needs Podman 5.1 or newer; this engine is Podman 4.3.1.',
    );
    const newer = missingCapabilities({ ...docker(41, '5.4.0'), flavour: 'podman' });
    expect(newer.update).toBeUndefined();
    expect(missing.secrets).toBeUndefined();
    expect(missing.exec).toBeUndefined();
  });

  it('knows that Windows containers have one list of processes and share none with a helper', () => {
    const missing = missingCapabilities({ ...docker(48, '28.0.0'), os: 'windows' });
    expect(Object.keys(missing)).toEqual(['top-arguments', 'debug-shell']);
  });

  it('is a whole sentence for each, and less the newer the engine', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 51 }), fc.constantFrom('docker', 'podman'), (minor, flavour) => {
        const older = missingCapabilities({ ...docker(minor, ''), flavour });
        const newer = missingCapabilities({ ...docker(minor + 1, ''), flavour });
        for (const capability of capabilities) {
          const sentence = older[capability];
          if (sentence !== undefined) expect(sentence).toMatch(/^[A-Z].*\.$/);
          else expect(newer[capability]).toBeUndefined();
        }
      }),
    );
  });
});

describe('releases and the versions they speak', () => {
  it.each([
    ['0.3.3', 0],
    ['0.6.6', 6],
    ['0.7.0', 7],
    ['0.9.1', 10],
    ['1.0.1', 12],
    ['1.12.6', 24],
    ['1.13.0', 25],
    ['1.13.1', 26],
    ['17.03.2-ce', 26],
    ['17.12.1-ce', 35],
    ['18.09.9', 39],
    ['20.10.24+dfsg1', 41],
    ['28.5.2', 51],
    ['29.1.3', 52],
    ['0.4.2-dev', 2],
  ])('%s speaks 1.%i', (release, minor) => {
    expect(apiOfRelease(release)).toEqual(apiVersion(1, minor));
  });

  it('knows the first release of each version, and gives none for what is no release', () => {
    expect(releaseOfApi(apiVersion(1, 41))).toBe('20.10');
    expect(releaseOfApi(apiVersion(1, 27))).toBe('17.04');
    expect(apiOfRelease('library-import')).toBeUndefined();
    expect(apiOfRelease('0.1.0')).toBeUndefined();
    expect(releaseAtLeast('dev', '1.0')).toBe(false);
  });

  it('never lets a newer release speak an older version', () => {
    const part = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(part, part, part, (a, b, c) => {
        const one = apiOfRelease(`${a}.${b}.${c}`);
        const next = apiOfRelease(`${a}.${b}.${c + 1}`);
        if (one !== undefined && next !== undefined)
          expect(compareVersions(next, one)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
