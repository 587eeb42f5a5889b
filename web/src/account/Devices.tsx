import { useMutation, useQuery } from '@tanstack/react-query';
import { MonitorCheck } from 'lucide-react';
import { explain } from '../agent/problem';
import { queries } from '../agent/queries';
import { Button } from '../ui/Button';
import { Failure, Row, Rows, Section } from '../ui/Section';
import { When } from '../ui/When';
import { devicesQuery, forgetDevice } from './api';

/** Where signing in takes no code, as that was asked for there. */
export function Devices() {
  const { data: devices = [], error } = useQuery(devicesQuery);
  const forgetting = useMutation({
    mutationFn: forgetDevice,
    onSettled: () => queries.invalidateQueries(devicesQuery),
  });
  const failure = error ?? forgetting.error;
  return (
    <Section
      title="Remembered devices"
      text={
        devices.length > 0
          ? 'They are asked for no code. A new password forgets all of them.'
          : 'There is none: every sign-in takes a code.'
      }
    >
      <Failure>{failure ? explain(failure) : null}</Failure>
      {devices.length > 0 ? (
        <Rows label="Remembered devices">
          {devices.map((device) => (
            <Row
              key={device.id}
              icon={<MonitorCheck aria-hidden />}
              title={device.user_agent || 'A device'}
              detail={
                <>
                  {device.address} · used <When at={device.last_used} /> · until <When at={device.expires} />
                </>
              }
            >
              <Button
                size="small"
                isPending={forgetting.isPending && forgetting.variables === device.id}
                aria-label={`Forget the device of ${device.address}`}
                onPress={() => forgetting.mutate(device.id)}
              >
                Forget
              </Button>
            </Row>
          ))}
        </Rows>
      ) : null}
    </Section>
  );
}
