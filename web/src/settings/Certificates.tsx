import { useMutation, useQuery } from '@tanstack/react-query';
import { BadgeCheck } from 'lucide-react';
import { useState } from 'react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { ConfirmDialog } from '../ui/ConfirmDialog';
import { EmptyState } from '../ui/EmptyState';
import { FileField } from '../ui/FileField';
import { FormDialog } from '../ui/FormDialog';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { Spinner } from '../ui/Spinner';
import { TextField } from '../ui/TextField';
import { addCertificate, certificatesQuery, removeCertificate, type ClientCertificate } from './api';
import { certificateDetail, hostsOf } from './certificates';

/** The user's client certificates, by the hosts that may ask for them. */
export function Certificates() {
  const { data: certificates, error } = useQuery(certificatesQuery);
  const [isAdding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ClientCertificate | null>(null);
  return (
    <Section
      title="Client certificates"
      text="Shown to the hosts that are named for them, and to no others. Their keys stay on this machine, sealed."
      actions={<Button onPress={() => setAdding(true)}>Add a certificate</Button>}
    >
      <Failure>{error ? explain(error) : null}</Failure>
      {certificates || error ? null : <Spinner label="The certificates are loading" />}
      {certificates?.length === 0 ? (
        <EmptyState icon={<BadgeCheck aria-hidden />} title="No client certificates">
          <p>An API with mutual TLS asks for one. Add it here as PEM or PKCS#12, with the host that may have it.</p>
        </EmptyState>
      ) : null}
      {certificates && certificates.length > 0 ? (
        <Rows label="Client certificates">
          {certificates.map((one) => (
            <Row key={one.id} title={one.hosts.join(', ')} detail={certificateDetail(one, Date.now())}>
              <Button size="small" aria-label={`Remove ${one.hosts.join(', ')}`} onPress={() => setRemoving(one)}>
                Remove
              </Button>
            </Row>
          ))}
        </Rows>
      ) : null}
      {isAdding ? <AddDialog onClose={() => setAdding(false)} /> : null}
      {removing ? (
        <ConfirmDialog
          title={`Remove the certificate of ${removing.hosts.join(', ')}?`}
          action="Remove"
          onConfirm={() =>
            removeCertificate(removing.id).finally(() => void queries.invalidateQueries(certificatesQuery))
          }
          onClose={() => setRemoving(null)}
        >
          <p>Its key is deleted here. To use it again, you need its files.</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const [hosts, setHosts] = useState('');
  const [certificate, setCertificate] = useState<File | null>(null);
  const [key, setKey] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const adding = useMutation({
    mutationFn: addCertificate,
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(certificatesQuery),
  });
  return (
    <FormDialog
      title="Add a client certificate"
      action="Add"
      isReady={certificate !== null && hostsOf(hosts).length > 0}
      isPending={adding.isPending}
      onSubmit={() => {
        if (certificate) adding.mutate({ hosts: hostsOf(hosts), certificate, key, passphrase });
      }}
      onClose={onClose}
    >
      <TextField
        label="Hosts"
        mono
        autoFocus
        placeholder="api.example.com, *.example.com:8443"
        description="Who may ask for it. Several with commas between."
        value={hosts}
        onChange={setHosts}
      />
      <FileField
        label="Certificate"
        description="PEM with its chain, or PKCS#12 with its key."
        types={['.pem', '.crt', '.cer', '.der', '.p12', '.pfx']}
        value={certificate}
        onChange={setCertificate}
      />
      <FileField
        label="Private key"
        description="Not needed when it is in the certificate's file."
        types={['.pem', '.key', '.der']}
        value={key}
        onChange={setKey}
      />
      <TextField
        label="Passphrase"
        type="password"
        autoComplete="off"
        description="If the key or the PKCS#12 is encrypted."
        value={passphrase}
        onChange={setPassphrase}
      />
      <Failure>{adding.error ? explain(adding.error) : null}</Failure>
    </FormDialog>
  );
}
