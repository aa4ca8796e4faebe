import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Client } from 'pg';
import { Repository } from 'typeorm';
import { Order } from './order.entity';

@Controller('api/v1')
export class OrdersController {
  constructor(@InjectRepository(Order) private readonly orderRepository: Repository<Order>) {}

  @Get('orders')
  async list() {
    const orders = await this.orderRepository.find();
    return orders;
  }

  @Get('orders/:id')
  async show(@Param('id') id: string, @Res() res) {
    try {
      const order = await this.orderRepository.findOneBy({ id: Number(id) });
      return res.json({ total: order.total });
    } catch (error) {
      return res.status(500).json({ error: error.message });
    }
  }

  @Post('orders')
  async create(@Body() body: any) {
    const total = body.total > 1000 ? (body.total * 9) / 10 : body.total;
    const order = await this.orderRepository.save({ number: body.number, total });
    await this.orderRepository.query('UPDATE stock SET amount = amount - 1 WHERE number = $1', [body.number]);
    await fetch(`https://mail.example.com/orders/${order.id}`);
    return order;
  }

  @Post('login')
  async login(@Body('name') name: string) {
    return this.orderRepository.query(`SELECT id FROM users WHERE name = '${name}'`);
  }

  @Get('report')
  async report() {
    const client = new Client(process.env.REPORTS_URL);
    await client.connect();
    return client.query('SELECT number, total FROM orders LIMIT 10');
  }
}
